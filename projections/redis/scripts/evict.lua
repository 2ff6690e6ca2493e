-- Keeps the newest engagements of a workspace; older ones that have come to their end go, ClickHouse has them.
-- What is still on its way, or waits for a person or a limit, stays, up to a hard limit.
-- What stays does not depend on the order in which records came: all that is open, and of the rest the newest.
-- KEYS[1] the set of all. ARGV 1 prefix, 2 how many to keep, 3 most to evict in this call, 4 hard limit.
-- Gives how many went, and how many of them were open. Looks at 500 entries a call, which takes about 3 ms,
-- and goes on there the next time: a long queue of open ones must not hold up everybody else's Redis.
local prefix, keep, most, hard = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local REMEMBERED = 20000
local ENDED = { declined = true, posted = true, rejected = true, refused = true, failed = true, withdrawn = true }
local total = redis.call('ZCARD', KEYS[1])
local over = total - keep
if over <= 0 then return { 0, 0 } end
local gone, open, looked = 0, 0, 0
local LOOK = 500
local at = tonumber(redis.call('GET', prefix .. 'evictat') or '0')
if at >= over then at = 0 end
while at < over and gone < most and looked < LOOK do
  local page = redis.call('ZRANGE', KEYS[1], at, math.min(at + LOOK, over) - 1, 'WITHSCORES')
  if #page == 0 then break end
  looked = looked + #page / 2
  local stayed = 0
  for i = 1, #page, 2 do
    local id, created = page[i], page[i + 1]
    local hash = prefix .. 'e:' .. id
    local f = redis.call('HMGET', hash, 'state', 'network', 'kind', 'sentiment', 'urgency', 'conversation', 'account',
      'by-person:kind', 'by-person:sentiment', 'by-person:urgency', 'refined:sentiment')
    local ended = ENDED[f[1]] or false
    if gone < most and (ended or total - gone > hard) then
      for n, name in ipairs({ 'state:', 'network:', 'kind:', 'sentiment:', 'urgency:', 'conv:', 'waiting:' }) do
        if f[n] then redis.call('ZREM', prefix .. name .. f[n], id) end
      end
      for n, name in ipairs({ 'kind:', 'sentiment:', 'urgency:' }) do
        if f[7 + n] then redis.call('ZREM', prefix .. name .. f[7 + n], id) end
      end
      if f[11] then redis.call('ZREM', prefix .. 'sentiment:' .. f[11], id) end
      redis.call('ZREM', prefix .. 'review', id)
      redis.call('ZREM', KEYS[1], id)
      redis.call('DEL', hash)
      -- A record that is read twice must not bring a part of it back.
      redis.call('ZADD', prefix .. 'evicted', created, id)
      local floor = tonumber(redis.call('GET', prefix .. 'floor') or '0')
      if tonumber(created) > floor then redis.call('SET', prefix .. 'floor', created) end
      gone = gone + 1
      if not ended then open = open + 1 end
    else
      stayed = stayed + 1
    end
  end
  over = total - gone - keep
  at = at + stayed
end
redis.call('SET', prefix .. 'evictat', at)
if gone > 0 then redis.call('ZREMRANGEBYRANK', prefix .. 'evicted', 0, -REMEMBERED - 1) end
return { gone, open }
