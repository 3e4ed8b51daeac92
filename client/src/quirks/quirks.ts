/** Ways in which a model of meter differs from the standard, as data. */
export interface Quirks {
  /** Refuses or garbles a GET with a list although it offers multiple references. */
  readonly noLists: boolean
  /** Has no selection by range: profiles are read whole, and selected here. */
  readonly noRanges: boolean
  /** Takes the ends of a range as date-time rather than as octet-string. */
  readonly rangeAsDateTime: boolean
  /** How to take the deviation in its stamps: as given; with the sign inverted; not at all. */
  readonly deviation: 'stated' | 'inverted' | 'ignored'
  /** IANA zone of its stamps where that is not the zone of its day, `Etc/GMT-1` for winter time all year; else null. */
  readonly clockZone: string | null
}

/** A meter that keeps to the standard. */
export const noQuirks: Quirks = {
  noLists: false,
  noRanges: false,
  rangeAsDateTime: false,
  deviation: 'stated',
  clockZone: null,
}

/** Quirks of the meters with models that begin so: the maker's three letters and, behind a space, the firmware's version. */
export interface ModelQuirks extends Quirks {
  readonly model: string
}

/** The quirks of a model, by the entry that matches most of its name. */
export function quirksOf(model: string | undefined, table: readonly ModelQuirks[]): Quirks {
  if (model === undefined) return noQuirks
  let best: ModelQuirks | undefined
  for (const entry of table) {
    if (model.startsWith(entry.model) && entry.model.length >= (best?.model.length ?? 0)) best = entry
  }
  return best ?? noQuirks
}
