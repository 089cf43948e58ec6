import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSidecarTemplate, sidecarName } from '../../../../src/drivers/trust/sidecar-name.ts'
import { throwsFailure } from '../../../support/throws.ts'
import { anEvidence } from '../../../support/trust-tools.ts'

test('a template is filled from what is asked for, and nothing else', () => {
  const evidence = anEvidence({ artifact: 'a{tag}.tar.gz', version: '1.2.3-rc.1' })
  assert.equal(sidecarName('{artifact}.{version}.{tag}.sig', evidence), 'a{tag}.tar.gz.1.2.3-rc.1.v1.2.3-rc.1.sig')
})

test('what no file can be called, and what no placeholder is', () => {
  for (const good of ['SHA256SUMS', '{artifact}.minisig', 'sums-{tag}']) checkSidecarTemplate(good)
  for (const bad of ['../SHA256SUMS', '', '{artifact}/x', 'a\nb']) throwsFailure('DATA', /cannot be an artifact's name/, () => checkSidecarTemplate(bad))
  for (const bad of ['{arch}', '{artifact', 'x}']) throwsFailure('CONFIG', /has a placeholder that does not exist/, () => checkSidecarTemplate(bad))
})
