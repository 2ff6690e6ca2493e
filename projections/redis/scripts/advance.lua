-- Moves the written position of a partition, if it is where the writer believes. KEYS[1] the epoch.
-- ARGV 1 field, 2 expected ('' none), 3 next. Gives the position now stored; '' when the epoch is gone.
local have = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if have ~= ARGV[2] then return have end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return ARGV[3]
