export {
  msOf,
  msPerDay,
  msPerHour,
  msPerMinute,
  msPerSecond,
  secondsOf,
  secondsPerDay,
  secondsPerHour,
  secondsPerMinute,
} from './durations.ts'
export { obisCodes } from './obis-codes.ts'
