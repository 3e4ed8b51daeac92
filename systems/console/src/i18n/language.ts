import { i18n, type Messages } from '@lingui/core'
import { isLanguage, type Language, languages, preferredLanguage } from './locales.ts'

const storageKey = 'ferraris.language'

// Each language is a file of its own: the browser loads the one in use.
const catalogues: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import('./messages/en.json') as Promise<{ default: unknown }> as Promise<{ default: Messages }>,
  it: () => import('./messages/it.json') as Promise<{ default: unknown }> as Promise<{ default: Messages }>,
  es: () => import('./messages/es.json') as Promise<{ default: unknown }> as Promise<{ default: Messages }>,
}

export function keptLanguage(): Language {
  const kept = localStorage.getItem(storageKey)
  return isLanguage(kept) ? kept : preferredLanguage(navigator.languages)
}

/** Puts a language in use and keeps the choice; when its texts do not come, the present one stays. */
export async function chooseLanguage(language: Language): Promise<void> {
  await activateLanguage(language)
  localStorage.setItem(storageKey, language)
}

/** Loads the texts of a language and puts them, its numbers and its dates in use. */
export async function activateLanguage(language: Language): Promise<void> {
  const { default: messages } = await catalogues[language]()
  i18n.loadAndActivate({ locale: language, locales: [languages[language].locale], messages })
  document.documentElement.lang = language
}
