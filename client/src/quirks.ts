/** Ways in which meters in the field differ from the standard, as data. */
export interface Quirks {
  /** Refuses or garbles a GET with a list although it offers multiple references. */
  readonly noLists: boolean
  /** Takes the deviation of the ends of a range as local time minus UTC, the wrong way round. */
  readonly deviationInverted: boolean
  /** Wants the ends of a range as date-time rather than as octet-string. */
  readonly rangeAsDateTime: boolean
  /** Knows no selection by range: all rows come in one part, also those outside of the span. */
  readonly noRange: boolean
}

/** A meter that keeps to the standard. */
export const noQuirks: Quirks = {
  noLists: false,
  deviationInverted: false,
  rangeAsDateTime: false,
  noRange: false,
}

/** Quirks of the meters whose logical device name begins so. The first that fits counts. */
export interface QuirkEntry extends Partial<Quirks> {
  readonly deviceName: string
}

/** The quirks of a meter by its logical device name, from a table that its user keeps. */
export function quirksOf(deviceName: string, table: readonly QuirkEntry[]): Quirks {
  const entry = table.find(known => deviceName.startsWith(known.deviceName))
  return { ...noQuirks, ...entry }
}
