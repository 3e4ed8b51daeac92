/** The stored form of a day, for who keeps days of its own. */
export { packIntervals, packQuality, unpackIntervals, unpackQuality } from './pack.ts'
