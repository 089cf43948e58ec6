import * as v from 'valibot'
import { failure } from '../../errors.ts'
import type { Disk, IsExecuted } from '../../host/types.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Layout } from '../../upgrade/ports.ts'
import { inPlace, inPlaceSchema } from './in-place.ts'
import { links, linksSchema } from './links.ts'

interface LayoutDriver { readonly schema: v.GenericSchema<unknown, object>; readonly open: (settings: DriverSettings, disk: Disk, isExecuted: IsExecuted) => Layout }

/** How a version becomes the live one. A new layout is one file and one line. */
export const layouts: Readonly<Record<string, LayoutDriver>> = {
  links: { schema: linksSchema, open: (settings, disk, isExecuted) => links({ home: String(settings['home']) }, disk, isExecuted) },
  'in-place': { schema: inPlaceSchema, open: (_, disk, isExecuted) => inPlace(disk, isExecuted) },
}

/** The layout that a plan names. CONFIG when a later version of the program wrote that plan. */
export function openLayout(settings: DriverSettings, disk: Disk, isExecuted: IsExecuted): Layout {
  const driver = Object.hasOwn(layouts, settings.kind) ? layouts[settings.kind] : undefined
  if (driver === undefined) throw failure('CONFIG', `there is no layout '${settings.kind}'`)
  return driver.open(settings, disk, isExecuted)
}
