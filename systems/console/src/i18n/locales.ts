/** The languages of the console, each under its own name, with the locale that shapes its numbers and dates. */
export const languages = {
  en: { name: 'English', locale: 'en-GB' },
  it: { name: 'Italiano', locale: 'it-IT' },
  es: { name: 'Español', locale: 'es-ES' },
} as const

export type Language = keyof typeof languages

export function isLanguage(text: unknown): text is Language {
  return typeof text === 'string' && Object.hasOwn(languages, text)
}

/** The first wish that the console speaks; English when there is none. Wishes are language tags, best first. */
export function preferredLanguage(wishes: readonly string[]): Language {
  return wishes.map(tag => tag.split('-')[0]).find(isLanguage) ?? 'en'
}
