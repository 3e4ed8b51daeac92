import { en } from './words/en.js'
import { es } from './words/es.js'
import { it } from './words/it.js'

const languages = { en, it, es }
const kept = localStorage.getItem('language')
const wanted = kept ?? navigator.languages.map(tag => tag.slice(0, 2)).find(tag => tag in languages)

/** The language of the page, that of the phone unless a person has chosen another. */
export const language = wanted in languages ? wanted : 'en'
export const names = { en: 'English', it: 'Italiano', es: 'Español' }
export const words = languages[language]

export function chooseLanguage(chosen) {
  localStorage.setItem('language', chosen)
  location.reload()
}
