-- Writes one section of one engagement when its version is higher, and all indexes with it.
-- KEYS[1] the engagement's hash. All other keys share its hash tag.
-- ARGV 1 prefix, 2 id, 3 section, 4 group, 5 version, 6 json, 7 state ('' none), 8 link,
--      9 facts as JSON: created, network, account, conversation, kind, sentiment, urgency (absent: unknown), and
--        by-person:kind, by-person:sentiment, by-person:urgency, which hide the model's in the indexes (null: no more),
--        and refined:sentiment, which hides the light tier's
--      10 '1': tell the live stream, 11 longest live stream
-- Gives 1 when something changed, 0 when all of it was known.
local hash, prefix, id = KEYS[1], ARGV[1], ARGV[2]
local section, group, version = ARGV[3], ARGV[4], tonumber(ARGV[5])
local facts = cjson.decode(ARGV[9])

-- Only what decides and indexes is read: the sections themselves are most of the hash.
local names = {
  'v:' .. section, 'created', 'state', 'network', 'account', 'conversation', 'kind', 'sentiment', 'urgency',
  'gl:reply', 'gl:action', 'gv:received', 'gv:classified', 'gv:analyzed', 'gv:draft', 'gv:verdict', 'gv:reply',
  'gv:action', 'gv:labels', 'by-person:kind', 'by-person:sentiment', 'by-person:urgency', 'refined:sentiment', 'gv:refined', 'gs:received', 'gs:classified', 'gs:analyzed', 'gs:draft', 'gs:reply', 'gs:action',
}
local known = redis.call('HMGET', hash, unpack(names))
local h = {}
for i = 1, #names do h[names[i]] = known[i] or nil end

-- What was evicted (it is in ClickHouse) does not come back in parts.
if not h.created and redis.call('ZSCORE', prefix .. 'evicted', id) then return 0 end

local set = {}
local function put(field, value) h[field] = value; set[#set + 1] = field; set[#set + 1] = value end
local changed = false

if not h['v:' .. section] or version > tonumber(h['v:' .. section]) then
  put('v:' .. section, ARGV[5])
  put('s:' .. section, ARGV[6])
  changed = true
end
if not h['gv:' .. group] or version > tonumber(h['gv:' .. group]) then
  put('gv:' .. group, ARGV[5])
  put('gs:' .. group, ARGV[7])
  put('gl:' .. group, ARGV[8])
  changed = true
end
if not changed then return 0 end

-- What an index goes by: a person's label, then that of the second look, then the light tier's.
local function shown(name)
  local person = h['by-person:' .. name]
  if person and person ~= '' then return person end
  return h['refined:' .. name] or h[name]
end
local before = {}
for _, name in ipairs({ 'created', 'state', 'network', 'account', 'conversation', 'kind', 'sentiment', 'urgency' }) do
  before[name] = shown(name)
end
for name, value in pairs(facts) do
  local text = name == 'created' and string.format('%.0f', value) or value
  if text == cjson.null then text = '' end
  if h[name] ~= text then put(name, text) end
end

-- The state: later groups overrule earlier ones; an outcome counts for the action approved last.
local state, total = 'received', 0
for _, name in ipairs({ 'received', 'classified', 'analyzed', 'draft', 'verdict', 'reply', 'action', 'labels', 'refined' }) do
  if h['gv:' .. name] then total = total + tonumber(h['gv:' .. name]) + 1 end
  local said = h['gs:' .. name]
  if said and said ~= '' then
    if name ~= 'action' or (h['gs:reply'] == 'approved' and h['gl:reply'] == h['gl:action']) then state = said end
  end
end
put('state', state)
put('version', string.format('%.0f', total))
redis.call('HSET', hash, unpack(set))

if not h.created then
  -- Nothing that names the engagement was read yet. If nothing ever does, the rest goes by itself.
  redis.call('EXPIRE', hash, 86400)
  return 1
end
if not before.created then
  redis.call('PERSIST', hash)
  redis.call('ZADD', prefix .. 'all', h.created, id)
end
local function index(name, key)
  local value = shown(name)
  if before.created and before[name] == value then return end
  if before.created and before[name] then redis.call('ZREM', prefix .. key .. before[name], id) end
  if value then redis.call('ZADD', prefix .. key .. value, h.created, id) end
end
index('state', 'state:')
index('network', 'network:')
index('kind', 'kind:')
index('sentiment', 'sentiment:')
index('urgency', 'urgency:')
index('conversation', 'conv:')

-- The review queue: urgent first, then oldest. The class is above any epoch millisecond.
local class = ({ high = 0, normal = 1, low = 2 })[shown('urgency') or 'normal'] or 1
if state == 'held' then
  redis.call('ZADD', prefix .. 'review', string.format('%.0f', class * 1e14 + tonumber(h.created)), id)
elseif before.state == 'held' then
  redis.call('ZREM', prefix .. 'review', id)
end
if state == 'waiting' and h.account then
  redis.call('ZADD', prefix .. 'waiting:' .. h.account, h.created, id)
elseif before.state == 'waiting' and h.account then
  redis.call('ZREM', prefix .. 'waiting:' .. h.account, id)
end

if ARGV[10] == '1' then redis.call('XADD', prefix .. 'live', 'MAXLEN', '~', ARGV[11], '*', 'e', id) end
return 1
