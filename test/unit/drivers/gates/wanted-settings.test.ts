import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lackingSettings, wantedSettings, type WantedRule } from '../../../../src/drivers/gates/wanted-settings.ts'
import { parseEnvFile } from '../../../../src/formats/env-file.ts'

const file = (text: string) => parseEnvFile(Buffer.from(text), 'x')
const wanted = (text: string, rule: Partial<WantedRule> = {}): string =>
  wantedSettings(file(text), { required: 'empty', required_marker: 'required', optional: [], optional_marker: 'optional', ...rule }).join(' ')

// wattcloud's own example, as far as it matters.
const example = 'DOMAIN=\nRELAY_PORT=8443\nBYO_DROPBOX_CLIENT_ID=\nBYO_GOOGLE_CLIENT_ID=\nSFTP_HOST_ALLOWLIST=\nTOKEN=""\n'

test('P14 by default what the example leaves empty is required, a default is not', () => {
  assert.equal(wanted(example), 'DOMAIN BYO_DROPBOX_CLIENT_ID BYO_GOOGLE_CLIENT_ID SFTP_HOST_ALLOWLIST TOKEN')
  assert.equal(wanted(example, { optional: ['BYO_*_CLIENT_ID', 'SFTP_HOST_ALLOWLIST'] }), 'DOMAIN TOKEN')
  assert.equal(wanted(example, { required: 'all', optional: ['*_ID', 'SFTP*', 'TOKE?'] }), 'DOMAIN RELAY_PORT')
  assert.equal(wanted(example, { required: 'marked' }), '')
})

test('P14 the last line without a line feed, CR LF, quotation marks and export are read like any other', () => {
  assert.equal(wanted('A=\r\nexport B=\r\nC="x"\r\nD=\'\''), 'A B D')
})

test('a comment makes a setting optional, or required in spite of its default; optional beats required', () => {
  const marked = '# Optional: for S3\nA=\nB= # optional\n# the bucket (optional)\nC=\n# this is not optional\nD=\n# required\nE=1\nF=1 # Required, whatever it says\n# optionally\nG=\n# required\n# optional\nH=1\n\n# optional\n\nI=\n'
  assert.equal(wanted(marked), 'D E F G I')
  assert.equal(wanted(marked, { required: 'marked' }), 'E F')
  assert.equal(wanted('# [S3]\nA=\nB=\n', { optional_marker: '[S3]' }), 'B')
  assert.equal(wanted('# @may-be-left\nA=\n#a.b\nB=\n#axb\nC=\n', { optional_marker: '# a.b' }), 'A C')
})

test('P14 absent and empty are told apart; of several files the last one that sets a name counts', () => {
  assert.deepEqual(lackingSettings(['A', 'B', 'C', 'D'], [file('A=1\nB=\nD=1'), file('D=')]), { absent: ['C'], empty: ['B', 'D'] })
  assert.deepEqual(lackingSettings(['A'], [file('A='), file('A=1')]), { absent: [], empty: [] })
  assert.deepEqual(lackingSettings(['A'], []), { absent: ['A'], empty: [] })
})
