-- Marks that the writes sent before it, in the same pipeline, are there. KEYS[1] the epoch.
-- ARGV 1 field, 2 the seal that must be there before ('' none), 3 the new one. Gives 1, or 0 when the one before is gone.
local seals = KEYS[1] .. ':seals'
if ARGV[2] ~= '' and redis.call('HGET', seals, ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', seals, ARGV[1], ARGV[3])
return 1
