export type { Impedance, Port, Reception, Station } from './line/station.ts'
