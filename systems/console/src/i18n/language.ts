import { i18n, type Messages } from '@lingui/core'
import { isLanguage, type Language, languages, preferredLanguage } from './locales.ts'

const storageKey = 'ferraris.language'

type Load = () => Promise<{ default: Messages }>

// Each language is two files of its own: the browser loads those of the one in use, and the second when a room is shown.
const catalogues: Record<Language, { readonly first: Load; readonly rest: Load }> = {
  en: { first: () => import('./messages/en.json?first'), rest: () => import('./messages/en.json?rest') },
  it: { first: () => import('./messages/it.json?first'), rest: () => import('./messages/it.json?rest') },
  es: { first: () => import('./messages/es.json?first'), rest: () => import('./messages/es.json?rest') },
}

/** Languages whose texts are all here. */
const whole = new Set<Language>()

export function keptLanguage(): Language {
  const kept = localStorage.getItem(storageKey)
  return isLanguage(kept) ? kept : preferredLanguage(navigator.languages)
}

/** Puts a language in use and keeps the choice; when its texts do not come, the present one stays. */
export async function chooseLanguage(language: Language): Promise<void> {
  await loadRest(language)
  await activateLanguage(language)
  localStorage.setItem(storageKey, language)
}

/** Loads what the first page says in a language, and puts it, its numbers and its dates in use. */
export async function activateLanguage(language: Language): Promise<void> {
  const { default: messages } = await catalogues[language].first()
  i18n.load(language, messages)
  i18n.activate(language, [languages[language].locale])
  document.documentElement.lang = language
}

/** Loads the other texts of the language in use: every room but the first has some. */
export async function roomTexts(): Promise<void> {
  if (isLanguage(i18n.locale)) await loadRest(i18n.locale)
}

async function loadRest(language: Language): Promise<void> {
  if (whole.has(language)) return
  const { default: messages } = await catalogues[language].rest()
  whole.add(language)
  i18n.load(language, messages)
}
