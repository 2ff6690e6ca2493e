-- Keeps the newest engagements of a workspace; older ones are read from ClickHouse. What waits for a person
-- or for a limit stays.
-- KEYS[1] the set of all. ARGV 1 prefix, 2 how many to keep, 3 most to evict in this call. Gives how many went.
local prefix, keep = ARGV[1], tonumber(ARGV[2])
local over = redis.call('ZCARD', KEYS[1]) - keep
if over <= 0 then return 0 end
local gone = 0
local oldest = redis.call('ZRANGE', KEYS[1], 0, math.min(over, tonumber(ARGV[3])) - 1, 'WITHSCORES')
for i = 1, #oldest, 2 do
  local id, created = oldest[i], oldest[i + 1]
  local hash = prefix .. 'e:' .. id
  local f = redis.call('HMGET', hash, 'state', 'network', 'kind', 'sentiment', 'urgency', 'conversation')
  if f[1] ~= 'held' and f[1] ~= 'waiting' and f[1] ~= 'unresolved' then
    for n, name in ipairs({ 'state:', 'network:', 'kind:', 'sentiment:', 'urgency:', 'conv:' }) do
      if f[n] then redis.call('ZREM', prefix .. name .. f[n], id) end
    end
    redis.call('ZREM', KEYS[1], id)
    redis.call('DEL', hash)
    local floor = tonumber(redis.call('GET', prefix .. 'floor') or '0')
    if tonumber(created) > floor then redis.call('SET', prefix .. 'floor', created) end
    gone = gone + 1
  end
end
return gone
