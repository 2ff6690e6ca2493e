export { crashPoint, crashPointWithin, type CrashPoint } from '../../service/crash-points.ts';
