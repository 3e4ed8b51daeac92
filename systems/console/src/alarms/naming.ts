import { type AlarmName, alarmText, eventSeverities } from '@ferraris/metering'
import { useLanguage } from '../i18n/use-language.ts'
import { useText } from '../i18n/use-text.ts'
import type { Naming } from './desk/desk-rows.ts'

/** How incidents and alarms are called in the language in use. */
export function useNaming(): Naming {
  const t = useText()
  const language = useLanguage()
  const alarm = (kind: string) =>
    kind in eventSeverities || kind === 'fraudAttempt' || kind === 'auxiliaryEvent'
      ? alarmText(kind as AlarmName, language)
      : kind
  return {
    alarm,
    incident: ({ kind, subject }) =>
      kind === 'outage' ? t('incident.outage') : t('incident.storm', { name: alarm(subject ?? '') }),
  }
}
