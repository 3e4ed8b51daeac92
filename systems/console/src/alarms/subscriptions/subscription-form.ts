import type { AlarmSubscription, AlarmSubscriptionSettings, Role, Severity } from '../../api/resources.ts'

/** What a person types. */
export interface SubscriptionForm {
  readonly name: string
  readonly to: 'person' | 'role' | 'destination'
  readonly person: string
  readonly role: Role
  readonly destination: string
  /** One or many, by comma, space or line. */
  readonly addresses: string
  readonly severity: Severity
  /** Empty: all. */
  readonly kind: string
  readonly substation: string
  readonly enabled: boolean
}

export function formOf(known: AlarmSubscription | undefined, person: string): SubscriptionForm {
  return {
    name: known?.name ?? '',
    to: known?.destination ? 'destination' : known?.role ? 'role' : 'person',
    person: known?.person ?? person,
    role: known?.role ?? 'operator',
    destination: known?.destination ?? '',
    addresses: known?.addresses.join(', ') ?? '',
    severity: known?.severity ?? 'major',
    kind: known?.kinds[0] ?? '',
    substation: known?.substation ?? '',
    enabled: known?.enabled ?? true,
  }
}

/** What the head-end is given; kinds beyond the first stay as they were. */
export function settingsOf(
  form: SubscriptionForm,
  { isMail, kinds = [] }: { readonly isMail: boolean; readonly kinds?: readonly string[] },
): AlarmSubscriptionSettings {
  const { name, to, severity, kind, substation, enabled } = form
  return {
    name,
    [to]: form[to],
    addresses: to === 'destination' && isMail ? form.addresses.split(/[\s,;]+/).filter(Boolean) : [],
    severity,
    kinds: kind === '' ? [] : [kind, ...kinds.slice(1).filter(one => one !== kind)],
    ...(substation !== '' && { substation }),
    enabled,
  }
}
