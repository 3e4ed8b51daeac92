import { obis, obisName } from '@ferraris/cosem'
import { useLanguage } from './use-language.ts'

/** What an object is called in the language in use: the head-end names it in English. */
export function useObjectName(): (object: { readonly obis: string; readonly name: string }) => string {
  const language = useLanguage()
  return ({ obis: code, name }) => (language === 'en' ? name : obisName(obis(code), language))
}
