-- Writes one section of a small entity (account, workspace, command, minute) when its version is higher.
-- KEYS[1] its hash. ARGV 1 section, 2 version, 3 json, 4 seconds to live ('' for ever),
--   5 key of a set that lists such entities ('' none), 6 member
local have = redis.call('HGET', KEYS[1], 'v:' .. ARGV[1])
if have and tonumber(ARGV[2]) <= tonumber(have) then return 0 end
redis.call('HSET', KEYS[1], 'v:' .. ARGV[1], ARGV[2], 's:' .. ARGV[1], ARGV[3])
if ARGV[4] ~= '' then redis.call('EXPIRE', KEYS[1], ARGV[4]) end
if ARGV[5] ~= '' then redis.call('SADD', ARGV[5], ARGV[6]) end
return 1
