import type { Feature } from '@ferraris/service'
import { everyMinute } from '../every-minute.ts'
import { sweepWatches, type WatchParts } from './sweep.ts'

/** Meters that stay away after an activation get their previous firmware back. */
export const firmwareWatch: Feature<WatchParts> = {
  name: 'firmware watch',
  migrations: new URL('./migrations/', import.meta.url),
  start: (parts, onTrouble) => everyMinute(() => sweepWatches(parts), onTrouble),
}
