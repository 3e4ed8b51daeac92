import { useMutation } from '@tanstack/react-query'
import { answerOf, api } from '../api/client.ts'
import type { EventFilter } from '../api/queries.ts'
import type { EndDeviceEvent } from '../api/resources.ts'
import { useEventName } from '../i18n/use-event-name.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { words } from '../kit/table/column.tsx'
import { saveCsv } from '../kit/table/csv.ts'

/** Pages of one file: ten thousand events open in any spreadsheet. */
const mostPages = 20

interface ExportEventsProps {
  readonly filter: EventFilter
  readonly wanted: (event: EndDeviceEvent) => boolean
}

/** Saves the events that match, also those that are not loaded yet. */
export function ExportEvents({ filter, wanted }: ExportEventsProps) {
  const t = useText()
  const nameOf = useEventName()
  const save = useMutation({
    mutationFn: async () => {
      const events: EndDeviceEvent[] = []
      let cursor: string | undefined
      for (let page = 0; page < mostPages; page++) {
        const query = { ...filter, limit: 500, cursor }
        const { items, nextCursor } = await answerOf(
          api.GET('/api/v1/end-device-events', { params: { query } }),
        )
        events.push(...items.filter(wanted))
        if (nextCursor === null) break
        cursor = nextCursor
      }
      saveCsv('events', events, [
        words(t('event.time'), ({ time }) => time),
        words(t('event.severity'), ({ severity }) => t(`severity.${severity}`)),
        words(t('event.name'), nameOf),
        words(t('event.meter'), ({ endDevice }) => endDevice),
        words(t('event.code'), ({ log, code }) => `${log} ${code}`),
      ])
    },
  })
  return (
    <Button onPress={() => save.mutate()} isPending={save.isPending}>
      <Icon name="read" />
      CSV
    </Button>
  )
}
