/** The stored form of a day, for packages that keep days of their own. */
export { packIntervals, packQuality, unpackIntervals, unpackQuality } from './pack.ts'
