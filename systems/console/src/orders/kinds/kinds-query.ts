import { queryOptions, useQuery } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'
import type { ControlKind } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'

const kindsQuery = queryOptions({
  queryKey: ['control-kinds'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/end-device-control-kinds', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

/** What meters can be asked to do; kinds of a concentrator itself are left out. */
export function useMeterKinds(): readonly ControlKind[] {
  const { data } = useQuery(kindsQuery)
  return data?.items.filter(({ kind }) => !ofConcentrators.has(kind)) ?? []
}

const ofConcentrators = new Set(['discover', 'run-now', 'concentrator-firmware'])

/** What a kind is called in the language in use; one that is new to the console as the head-end calls it. */
export function useKindName(): (kind: string, title?: string) => string {
  const t = useText()
  return (kind, title) => {
    const named = known.find(one => one === kind)
    return named === undefined ? (title ?? kind) : t(`kind.${named}`)
  }
}

const known = [
  'read-registers',
  'read-profile',
  'read-events',
  'read-attributes',
  'set-clock',
  'switch',
  'limit',
  'contract',
  'emergency',
  'export-limit',
  'tariff-calendar',
  'special-days',
  'display-message',
  'alarm-filter',
  'push-setup',
  'security-policy',
  'rotate-keys',
  'configuration',
  'script',
  'template',
  'custom-table',
  'firmware',
  'discover',
  'run-now',
  'concentrator-firmware',
] as const
