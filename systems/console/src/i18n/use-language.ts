import { useLingui } from '@lingui/react'
import { isLanguage, type Language } from './locales.ts'

/** The language in use. */
export function useLanguage(): Language {
  const { i18n } = useLingui()
  return isLanguage(i18n.locale) ? i18n.locale : 'en'
}
