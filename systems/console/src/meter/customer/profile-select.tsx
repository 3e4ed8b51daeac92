import type { CustomerAssociationRequest } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Select } from '../../kit/form/select.tsx'

export type Profile = CustomerAssociationRequest['profile']

const profiles = ['basic', 'prosumer', 'quality', 'prepaid', 'monitoring'] as const satisfies Profile[]

interface ProfileSelectProps<K extends Profile | 'same'> {
  readonly value: K
  readonly onChange: (profile: K) => void
  /** Whether nothing may be changed, too. */
  readonly maySame?: boolean
}

/** Which frames the customer has asked for. */
export function ProfileSelect<K extends Profile | 'same'>({
  value,
  onChange,
  maySame,
}: ProfileSelectProps<K>) {
  const t = useText()
  const keys = maySame ? (['same', ...profiles] as const) : profiles
  return (
    <Select
      label={t('customer-device.profile')}
      options={keys.map(key => ({ key: key as K, name: t(`customer-device.profile.${key}`) }))}
      value={value}
      onChange={onChange}
    />
  )
}
