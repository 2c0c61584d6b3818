/**
 * The functions that OPA 1.22.2 compiles into WASM itself (`builtinsFunctions` of its internal/compiler/wasm), and the two
 * that the compiler rewrites. What the npm package adds on the JavaScript side (sprintf, yaml, regex.split) is left out:
 * it differs from OPA's own, so the tests of a rule would prove nothing about what users run.
 */
export const WASM_BUILTINS: readonly string[] = `
  eq assign equal neq gt gte lt lte
  plus minus mul div rem abs round ceil floor
  bits.and bits.or bits.xor bits.negate bits.lsh bits.rsh
  count sum product max min sort
  and or intersection union
  internal.member_2 internal.member_3 internal.template_string
  array.concat array.flatten array.reverse array.slice
  object.filter object.get object.keys object.remove object.union object.union_n
  is_array is_boolean is_null is_number is_object is_set is_string type_name
  concat contains endswith format_int indexof lower replace split startswith substring to_number
  trim trim_left trim_prefix trim_right trim_space trim_suffix upper strings.replace_n strings.reverse
  base64.decode base64.encode base64.is_valid base64url.decode base64url.encode
  json.filter json.is_valid json.marshal json.remove json.unmarshal
  glob.match regex.find_all_string_submatch_n regex.is_valid regex.match
  net.cidr_contains net.cidr_intersects
  graph.reachable numbers.range walk
`
  .trim()
  .split(/\s+/);

/** Language features the policies may use: those of the Rego of OPA 1.x, without the experimental next one. */
export const REGO_FEATURES = ['keywords_in_refs', 'rego_v1', 'template_strings'];
