/**
 * Statements run on threads of libuv's pool, which is made when it is first used and has four by default.
 * This module is imported before all others so that the number is set in time.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '32';
