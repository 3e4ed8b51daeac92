import { chooseLanguage } from '../i18n/language.ts'
import { type Language, languages } from '../i18n/locales.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { useText } from '../i18n/use-text.ts'
import { Select } from '../kit/form/select.tsx'

// Each under its own name, readable to a person who does not read the language in use.
const options = Object.entries(languages).map(([key, { name }]) => ({ key: key as Language, name }))

export function LanguageSelect({ className }: { className?: string }) {
  const t = useText()
  return (
    <Select
      label={t('settings.language')}
      options={options}
      value={useLanguage()}
      onChange={language => void chooseLanguage(language)}
      className={className}
    />
  )
}
