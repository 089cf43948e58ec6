import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAzurePage } from '../../../../src/drivers/sources/stores/azure-page.ts'
import { readGcsPage } from '../../../../src/drivers/sources/stores/gcs-bucket.ts'
import { readS3Page } from '../../../../src/drivers/sources/stores/s3-page.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('a page of S3, cut and whole', () => {
  const read = (text: string): unknown => readS3Page(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`))
  const entries = '<Contents><Key>a&amp;b</Key><Size>1</Size></Contents><Contents><Key>c</Key></Contents><CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes>'
  assert.deepEqual(read(`<ListBucketResult xmlns="x"><IsTruncated>true</IsTruncated><NextContinuationToken>n+/=</NextContinuationToken>${entries}</ListBucketResult>`), { kind: 'page', keys: ['a&b', 'c'], prefixes: ['d/'], next: 'n+/=' })
  assert.deepEqual(read(`<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>`), { kind: 'page', keys: [], prefixes: [], next: null })
  throwsFailure('DATA', /does not say where it goes on/, () => read('<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'))
  throwsFailure('DATA', /answers with 'html'/, () => read('<html></html>'))
})

test('a page of Azure, cut and whole', () => {
  const read = (text: string): unknown => readAzurePage(Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-8"?>${text}`))
  assert.deepEqual(read('<EnumerationResults ServiceEndpoint="https://x/" ContainerName="c"><Blobs><Blob><Name>a</Name><Properties><Etag>x</Etag></Properties></Blob><BlobPrefix><Name>d/</Name></BlobPrefix></Blobs><NextMarker>m</NextMarker></EnumerationResults>'), { kind: 'page', keys: ['a'], prefixes: ['d/'], next: 'm' })
  assert.deepEqual(read('<EnumerationResults><Blobs /><NextMarker /></EnumerationResults>'), { kind: 'page', keys: [], prefixes: [], next: null })
  for (const text of ['<html></html>', '<EnumerationResults></EnumerationResults>', '<Other><Blobs/></Other>']) throwsFailure('DATA', /when asked for a listing/, () => read(text))
})

test('a page of Google, cut and whole', () => {
  const read = (value: unknown): unknown => readGcsPage(Buffer.from(JSON.stringify(value)))
  assert.deepEqual(read({ items: [{ name: 'a' }, { name: 7 }, 'x'], prefixes: ['d/', 7], nextPageToken: 'n' }), { kind: 'page', keys: ['a'], prefixes: ['d/'], next: 'n' })
  assert.deepEqual(read({}), { kind: 'page', keys: [], prefixes: [], next: null })
  for (const value of [[], { items: {} }, { prefixes: 'x' }, { nextPageToken: 7 }]) throwsFailure('DATA', /listing of the bucket/, () => read(value))
})
