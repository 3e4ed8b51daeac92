import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { TabLinks } from '../kit/page/tab-links.tsx'
import { useMay } from '../session/session.ts'
import { Appearance } from './appearance.tsx'
import { FieldDevices } from './field-devices.tsx'
import { People } from './people.tsx'
import { Schedules } from './schedules.tsx'
import { Tokens } from './tokens.tsx'

const viewers = ['appearance', 'schedules'] as const
const administrators = [...viewers, 'people', 'tokens', 'field-devices'] as const
type Tab = (typeof administrators)[number]

/** How the console looks, how meters are read, people, tokens and field devices. */
export default function SettingsPage({ tab }: { tab: string | undefined }) {
  const t = useText()
  const tabs: readonly Tab[] = useMay('administrator') ? administrators : viewers
  const current = tabs.find(known => known === tab) ?? 'appearance'
  return (
    <Page title={t('room.settings')}>
      <TabLinks
        label={t('settings.parts')}
        tabs={tabs.map(name => ({
          href: name === 'appearance' ? '/settings' : `/settings/${name}`,
          name: t(`settings.tab.${name}`),
          current: name === current,
        }))}
      />
      {current === 'appearance' && <Appearance />}
      {current === 'schedules' && <Schedules />}
      {current === 'people' && <People />}
      {current === 'tokens' && <Tokens />}
      {current === 'field-devices' && <FieldDevices />}
    </Page>
  )
}
