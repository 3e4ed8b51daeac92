import { obis, obisName } from '@ferraris/cosem'
import { useLingui } from '@lingui/react'
import { isLanguage } from './locales.ts'

/** What an object is called in the language in use: the head-end names it in English. */
export function useObjectName(): (object: { readonly obis: string; readonly name: string }) => string {
  const { i18n } = useLingui()
  const language = isLanguage(i18n.locale) ? i18n.locale : 'en'
  return ({ obis: code, name }) => (language === 'en' ? name : obisName(obis(code), language))
}
