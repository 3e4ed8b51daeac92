import { useText } from '../i18n/use-text.ts'
import { Segmented } from '../kit/form/segmented.tsx'
import { Switch } from '../kit/form/switch.tsx'
import { switchSingleKeys, useSingleKeysOn } from '../shell/single-keys.ts'
import { chooseTheme, type Theme, themes, useTheme } from '../theme/theme.ts'
import { LanguageSelect } from './language-select.tsx'

/** What belongs to this browser alone. */
export function Appearance() {
  const t = useText()
  const theme = useTheme()
  const singleKeys = useSingleKeysOn()
  return (
    <div className="flex max-w-120 flex-col gap-6">
      <div>
        <h2 className="label mb-1">{t('settings.theme')}</h2>
        <Segmented<Theme>
          label={t('settings.theme')}
          options={themes.map(key => ({ key, name: t(`theme.${key}`) }))}
          value={theme}
          onChange={chooseTheme}
        />
      </div>
      <LanguageSelect className="w-44" />
      <div>
        <Switch isSelected={singleKeys} onChange={switchSingleKeys}>
          {t('settings.single-keys')}
        </Switch>
        <p className="mt-1 text-ink-2">{t('settings.single-keys.means')}</p>
      </div>
      <p className="label border-t border-line pt-4">{t('settings.here-only')}</p>
    </div>
  )
}
