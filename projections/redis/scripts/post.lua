-- Notes that an account posted. KEYS[1] sorted set of attempts by time. ARGV 1 time, 2 attempt, 3 how many to keep.
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[3]) - 1)
return 1
