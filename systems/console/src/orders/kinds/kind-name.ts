import type { Text } from '../../i18n/use-text.ts'

const known = [
  'read-registers',
  'read-registers-at',
  'read-profile',
  'read-events',
  'read-attributes',
  'set-clock',
  'switch',
  'read-supply',
  'limit',
  'contract',
  'emergency',
  'export-limit',
  'tariff-calendar',
  'special-days',
  'display-message',
  'alarm-filter',
  'clear-alarms',
  'push-setup',
  'security-policy',
  'rotate-keys',
  'configure',
  'compare-configuration',
  'execute-script',
  'apply-template',
  'write-table',
  'set-credit',
  'sequence',
  'firmware',
  'discover',
  'run-now',
  'call-emergency',
  'concentrator-firmware',
] as const

/** What a kind of order is called in the language in use; one that is new to the console as the head-end calls it. */
export function kindName(kind: string, t: Text, title = kind): string {
  const named = known.find(one => one === kind)
  return named === undefined ? title : t(`kind.${named}`)
}
