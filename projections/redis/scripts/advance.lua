-- Moves the written position of a partition, if it is where the writer believes and the writes before it are
-- still there. KEYS[1] the epoch. ARGV 1 field, 2 expected ('' none), 3 next, 4 seal of the writes ('' none were
-- needed). Gives the position now stored; '' when the epoch is gone.
local have = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if have ~= ARGV[2] then return have end
-- A restart may have lost the writes and kept this position, which then is not passed.
if ARGV[4] ~= '' and redis.call('HGET', KEYS[1] .. ':seals', ARGV[1]) ~= ARGV[4] then return have end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return ARGV[3]
