import { type Role, roles } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Select } from '../kit/form/select.tsx'

/** The roles there are, and what the chosen one may do. */
export function RoleSelect({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const t = useText()
  return (
    <div>
      <Select
        label={t('people.role')}
        options={roles.map(key => ({ key, name: t(`role.${key}`) }))}
        value={value}
        onChange={onChange}
      />
      <p className="label mt-1">{t(`role.${value}.may`)}</p>
    </div>
  )
}
