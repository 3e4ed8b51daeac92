import { type AlarmName, alarmText, eventSeverities } from '@ferraris/metering'
import { useLanguage } from './use-language.ts'

const names = new Map(
  ([...Object.keys(eventSeverities), 'fraudAttempt', 'auxiliaryEvent'] as AlarmName[]).map(name => [
    alarmText(name),
    name,
  ]),
)

/** What a bit of an error or alarm register is called in the language in use: the head-end names it in English. */
export function useBitName(): (english: string) => string {
  const language = useLanguage()
  return english => {
    const name = names.get(english)
    return name === undefined ? english : alarmText(name, language)
  }
}
