import { useLingui } from '@lingui/react'
import { isLanguage, languages } from './locales.ts'

/** The locale that shapes numbers and dates, as in `it-IT`. */
export function useLocaleTag(): string {
  const { i18n } = useLingui()
  return languages[isLanguage(i18n.locale) ? i18n.locale : 'en'].locale
}
