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

/** The same for formatters that also depend on something else, as a time zone. */
export function formatterBy<Key, F>(make: (locale: string, key: Key) => F): (locale: string, key: Key) => F {
  const byKey = new Map<Key, (locale: string) => F>()
  return (locale, key) => {
    const known = byKey.get(key)
    if (known) return known(locale)
    const made = formatter(tag => make(tag, key))
    byKey.set(key, made)
    return made(locale)
  }
}
