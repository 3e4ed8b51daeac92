import type { Destination, DestinationSettings } from '../api/resources.ts'

export const kinds = ['http', 'soap', 'mqtt', 'amqp', 'nats', 'smtp'] as const
export const publishedNouns = [
  'MeterReadings',
  'EndDeviceEvents',
  'EndDeviceControls',
  'EndDeviceConfig',
  'WorkRequests',
] as const

/** What a person types; a secret that stays empty is left as it was. */
export interface DestinationForm {
  readonly name: string
  readonly kind: DestinationSettings['kind']
  readonly url: string
  readonly address: string
  readonly requests: string
  readonly form: NonNullable<DestinationSettings['form']>
  readonly nouns: readonly string[]
  readonly enabled: boolean
  readonly username: string
  /** User and password go in the envelope. */
  readonly wsSecurity: boolean
  readonly password: string
  readonly token: string
  readonly signingKey: string
  readonly authorities: string
}

export function formOf(destination: Destination | undefined): DestinationForm {
  return {
    name: destination?.name ?? '',
    kind: destination?.kind ?? 'http',
    url: destination?.url ?? '',
    address: destination?.address ?? '',
    requests: destination?.requests ?? '',
    form: destination?.form ?? 'generic',
    nouns: destination?.nouns ?? [],
    enabled: destination?.enabled ?? true,
    username: destination?.username ?? '',
    wsSecurity: destination?.wsSecurity ?? false,
    password: '',
    token: '',
    signingKey: '',
    authorities: '',
  }
}

/** Messages over a broker have an address there; those over HTTP go to the URL. */
export function isBroker(kind: DestinationForm['kind']): boolean {
  return kind !== 'http' && kind !== 'soap'
}

/** By mail and as JSON go notifications of alarms, and no messages of IEC 61968-9. */
export function tellsOfAlarmsOnly({ kind, form }: Pick<DestinationForm, 'kind' | 'form'>): boolean {
  return kind === 'smtp' || form === 'json'
}

/** What its requests may do stays as it was; those of a new one may what an operator may. */
export function settingsOf(
  form: DestinationForm,
  role: DestinationSettings['role'] = 'operator',
): DestinationSettings {
  const { kind, url, nouns, enabled } = form
  const texts =
    kind === 'smtp'
      ? (['address', 'username', 'password', 'authorities'] as const)
      : isBroker(kind)
        ? (['address', 'requests', 'username', 'password', 'token', 'authorities'] as const)
        : kind === 'http'
          ? (['username', 'password', 'token', 'authorities', 'signingKey'] as const)
          : (['username', 'password', 'token', 'authorities'] as const)
  return {
    kind,
    url,
    form: kind === 'smtp' ? 'json' : form.form,
    nouns: tellsOfAlarmsOnly(form) ? [] : [...nouns],
    enabled,
    role,
    wsSecurity: kind === 'soap' && form.wsSecurity,
    ...Object.fromEntries(texts.flatMap(name => (form[name] === '' ? [] : [[name, form[name]]]))),
  }
}
