import { eventOf, eventText, idis, obisCodes } from '@ferraris/metering'
import { useLingui } from '@lingui/react'
import { isLanguage } from './locales.ts'

/** What an event is called in the language in use; one that the head-end knows and we do not keeps its name. */
export function useEventName(): (event: { readonly code: number; readonly name: string }) => string {
  const { i18n } = useLingui()
  const language = isLanguage(i18n.locale) ? i18n.locale : 'en'
  return ({ code, name }) => {
    const event = eventOf(idis, obisCodes.standardLog, code)
    return event === undefined ? name : eventText(event, language)
  }
}
