/** Keeps one formatter a locale: making an `Intl` object costs a hundred times more than using it. */
export function formatter<F>(make: (locale: string) => F): (locale: string) => F {
  const kept = new Map<string, F>()
  return locale => {
    const known = kept.get(locale)
    if (known) return known
    const made = make(locale)
    kept.set(locale, made)
    return made
  }
}

/** The same for formatters that also depend on a time zone. */
export function zonedFormatter<F>(
  make: (locale: string, zone: string) => F,
): (locale: string, zone: string) => F {
  const byZone = new Map<string, (locale: string) => F>()
  return (locale, zone) => {
    const known = byZone.get(zone)
    if (known) return known(locale)
    const made = formatter(tag => make(tag, zone))
    byZone.set(zone, made)
    return made(locale)
  }
}
