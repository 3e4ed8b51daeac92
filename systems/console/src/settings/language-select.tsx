import { useLingui } from '@lingui/react'
import { chooseLanguage } from '../i18n/language.ts'
import { isLanguage, type Language, languages } from '../i18n/locales.ts'
import { useText } from '../i18n/use-text.ts'
import { Select } from '../kit/form/select.tsx'

// Each under its own name, readable to a person who does not read the language in use.
const options = Object.entries(languages).map(([key, { name }]) => ({ key: key as Language, name }))

export function LanguageSelect({ className }: { className?: string }) {
  const t = useText()
  const { i18n } = useLingui()
  return (
    <Select
      label={t('settings.language')}
      options={options}
      value={isLanguage(i18n.locale) ? i18n.locale : 'en'}
      onChange={language => void chooseLanguage(language)}
      className={className}
    />
  )
}
