/** For a container's health check: exits 0 if the process that shares its network answers /readyz with 2xx. */
import { answersOk } from './parts/ours.ts';

const port = process.env['HEALTH_PORT'];
if (port === undefined) throw new Error('HEALTH_PORT is not set');
process.exitCode = (await answersOk(`http://127.0.0.1:${port}/readyz`)) ? 0 : 1;
