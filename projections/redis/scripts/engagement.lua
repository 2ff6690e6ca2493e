-- Writes sections of one engagement, each when its version is higher, and all indexes with them.
-- KEYS[1] the engagement's hash. All other keys share its hash tag.
-- ARGV 1 prefix, 2 id, 3 '1': tell the live stream, 4 longest live stream; then 7 for each write, in order:
--      section, group, version, json, state ('' none), link, and
--      facts as JSON: created, network, account, conversation, kind, sentiment, urgency (absent: unknown), and
--        by-person:kind, by-person:sentiment, by-person:urgency, which hide the model's in the indexes (null: no more),
--        and refined:sentiment, which hides the light tier's
-- Several writes in one call give what as many calls would, for the reading and the indexes of one.
-- Gives 1 when something changed, 0 when all of it was known.
local hash, prefix, id = KEYS[1], ARGV[1], ARGV[2]
local FIRST, EACH = 5, 7

-- Only what decides and indexes is read: the sections themselves are most of the hash.
local names = {
  'created', 'state', 'network', 'account', 'conversation', 'kind', 'sentiment', 'urgency',
  'gl:reply', 'gl:action', 'gv:received', 'gv:classified', 'gv:analyzed', 'gv:draft', 'gv:verdict', 'gv:reply',
  'gv:action', 'gv:labels', 'by-person:kind', 'by-person:sentiment', 'by-person:urgency', 'refined:sentiment', 'gv:refined', 'gs:received', 'gs:classified', 'gs:analyzed', 'gs:draft', 'gs:reply', 'gs:action',
}
for at = FIRST, #ARGV, EACH do names[#names + 1] = 'v:' .. ARGV[at] end
local known = redis.call('HMGET', hash, unpack(names))
local h = {}
for i = 1, #names do h[names[i]] = known[i] or nil end

-- What was evicted (it is in ClickHouse) does not come back in parts.
if not h.created and redis.call('ZSCORE', prefix .. 'evicted', id) then return 0 end

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

local set = {}
local function put(field, value) h[field] = value; set[#set + 1] = field; set[#set + 1] = value end
local changed = false
for at = FIRST, #ARGV, EACH do
  local section, group, version = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local newer = false
  if not h['v:' .. section] or version > tonumber(h['v:' .. section]) then
    put('v:' .. section, ARGV[at + 2])
    put('s:' .. section, ARGV[at + 3])
    newer = true
  end
  if not h['gv:' .. group] or version > tonumber(h['gv:' .. group]) then
    put('gv:' .. group, ARGV[at + 2])
    put('gs:' .. group, ARGV[at + 4])
    put('gl:' .. group, ARGV[at + 5])
    newer = true
  end
  if newer then
    changed = true
    for name, value in pairs(cjson.decode(ARGV[at + 6])) do
      local text = name == 'created' and string.format('%.0f', value) or value
      if text == cjson.null then text = '' end
      if h[name] ~= text then put(name, text) end
    end
  end
end
if not changed then return 0 end

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

if ARGV[3] == '1' then redis.call('XADD', prefix .. 'live', 'MAXLEN', '~', ARGV[4], '*', 'e', id) end
return 1
