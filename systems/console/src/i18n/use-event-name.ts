import { eventOf, eventProfiles, eventText } from '@ferraris/metering'
import type { EndDeviceEvent } from '../api/resources.ts'
import { useLanguage } from './use-language.ts'

/** What an event is called in the language in use; one that the head-end knows and we do not keeps its name. */
export function useEventName(): (event: Pick<EndDeviceEvent, 'profile' | 'log' | 'code' | 'name'>) => string {
  const language = useLanguage()
  return ({ profile, log, code, name }) => {
    const event = eventOf(eventProfiles[profile], log, code)
    return event === undefined ? name : eventText(event, language)
  }
}
