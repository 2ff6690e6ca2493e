;; Sums int8 columns over the rows that a list of buckets names: the whole arithmetic of the light tier.
;; Built to gather.wasm by build.ts; gather.ts is the same in plain TypeScript, with the same bits.
(module
  (import "light" "memory" (memory 1))

  ;; plane: address of the columns of row 0. stride: bytes from row to row. mask: rows - 1.
  ;; features: address of u32 buckets. count: how many. out: address of the i32 sums, one a column.
  ;; Sums are kept in i16 and widened every 255 rows: 255 * 128 < 2^15.

  ;; Sixteen columns.
  (func (export "gather")
    (param $plane i32) (param $stride i32) (param $mask i32)
    (param $features i32) (param $count i32) (param $out i32)
    (local $row i32) (local $end i32) (local $stop i32)
    (local $low0 v128) (local $high0 v128)
    (local $a0 v128) (local $b0 v128) (local $c0 v128) (local $d0 v128)
    (local.set $end (i32.add (local.get $features) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $chunk
        (br_if $done (i32.ge_u (local.get $features) (local.get $end)))
        (local.set $stop (i32.add (local.get $features) (i32.const 1020)))
        (if (i32.gt_u (local.get $stop) (local.get $end)) (then (local.set $stop (local.get $end))))
        (local.set $low0 (v128.const i64x2 0 0))
        (local.set $high0 (v128.const i64x2 0 0))
        (loop $next
          (local.set $row
            (i32.add
              (local.get $plane)
              (i32.mul
                (i32.and (i32.load (local.get $features)) (local.get $mask))
                (local.get $stride))))
          (local.set $low0 (i16x8.add (local.get $low0) (v128.load8x8_s (local.get $row))))
          (local.set $high0 (i16x8.add (local.get $high0) (v128.load8x8_s offset=8 (local.get $row))))
          (local.set $features (i32.add (local.get $features) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $features) (local.get $stop))))
        (local.set $a0 (i32x4.add (local.get $a0) (i32x4.extend_low_i16x8_s (local.get $low0))))
        (local.set $b0 (i32x4.add (local.get $b0) (i32x4.extend_high_i16x8_s (local.get $low0))))
        (local.set $c0 (i32x4.add (local.get $c0) (i32x4.extend_low_i16x8_s (local.get $high0))))
        (local.set $d0 (i32x4.add (local.get $d0) (i32x4.extend_high_i16x8_s (local.get $high0))))
        (br $chunk)))
    (v128.store (local.get $out) (local.get $a0))
    (v128.store offset=16 (local.get $out) (local.get $b0))
    (v128.store offset=32 (local.get $out) (local.get $c0))
    (v128.store offset=48 (local.get $out) (local.get $d0)))

  ;; Forty-eight columns side by side: one look at each bucket and its row for all of them.
  (func (export "gather3")
    (param $plane i32) (param $stride i32) (param $mask i32)
    (param $features i32) (param $count i32) (param $out i32)
    (local $row i32) (local $end i32) (local $stop i32)
    (local $low0 v128) (local $high0 v128)
    (local $a0 v128) (local $b0 v128) (local $c0 v128) (local $d0 v128)
    (local $low1 v128) (local $high1 v128)
    (local $a1 v128) (local $b1 v128) (local $c1 v128) (local $d1 v128)
    (local $low2 v128) (local $high2 v128)
    (local $a2 v128) (local $b2 v128) (local $c2 v128) (local $d2 v128)
    (local.set $end (i32.add (local.get $features) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $chunk
        (br_if $done (i32.ge_u (local.get $features) (local.get $end)))
        (local.set $stop (i32.add (local.get $features) (i32.const 1020)))
        (if (i32.gt_u (local.get $stop) (local.get $end)) (then (local.set $stop (local.get $end))))
        (local.set $low0 (v128.const i64x2 0 0))
        (local.set $high0 (v128.const i64x2 0 0))
        (local.set $low1 (v128.const i64x2 0 0))
        (local.set $high1 (v128.const i64x2 0 0))
        (local.set $low2 (v128.const i64x2 0 0))
        (local.set $high2 (v128.const i64x2 0 0))
        (loop $next
          (local.set $row
            (i32.add
              (local.get $plane)
              (i32.mul
                (i32.and (i32.load (local.get $features)) (local.get $mask))
                (local.get $stride))))
          (local.set $low0 (i16x8.add (local.get $low0) (v128.load8x8_s (local.get $row))))
          (local.set $high0 (i16x8.add (local.get $high0) (v128.load8x8_s offset=8 (local.get $row))))
          (local.set $low1 (i16x8.add (local.get $low1) (v128.load8x8_s offset=16 (local.get $row))))
          (local.set $high1 (i16x8.add (local.get $high1) (v128.load8x8_s offset=24 (local.get $row))))
          (local.set $low2 (i16x8.add (local.get $low2) (v128.load8x8_s offset=32 (local.get $row))))
          (local.set $high2 (i16x8.add (local.get $high2) (v128.load8x8_s offset=40 (local.get $row))))
          (local.set $features (i32.add (local.get $features) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $features) (local.get $stop))))
        (local.set $a0 (i32x4.add (local.get $a0) (i32x4.extend_low_i16x8_s (local.get $low0))))
        (local.set $b0 (i32x4.add (local.get $b0) (i32x4.extend_high_i16x8_s (local.get $low0))))
        (local.set $c0 (i32x4.add (local.get $c0) (i32x4.extend_low_i16x8_s (local.get $high0))))
        (local.set $d0 (i32x4.add (local.get $d0) (i32x4.extend_high_i16x8_s (local.get $high0))))
        (local.set $a1 (i32x4.add (local.get $a1) (i32x4.extend_low_i16x8_s (local.get $low1))))
        (local.set $b1 (i32x4.add (local.get $b1) (i32x4.extend_high_i16x8_s (local.get $low1))))
        (local.set $c1 (i32x4.add (local.get $c1) (i32x4.extend_low_i16x8_s (local.get $high1))))
        (local.set $d1 (i32x4.add (local.get $d1) (i32x4.extend_high_i16x8_s (local.get $high1))))
        (local.set $a2 (i32x4.add (local.get $a2) (i32x4.extend_low_i16x8_s (local.get $low2))))
        (local.set $b2 (i32x4.add (local.get $b2) (i32x4.extend_high_i16x8_s (local.get $low2))))
        (local.set $c2 (i32x4.add (local.get $c2) (i32x4.extend_low_i16x8_s (local.get $high2))))
        (local.set $d2 (i32x4.add (local.get $d2) (i32x4.extend_high_i16x8_s (local.get $high2))))
        (br $chunk)))
    (v128.store (local.get $out) (local.get $a0))
    (v128.store offset=16 (local.get $out) (local.get $b0))
    (v128.store offset=32 (local.get $out) (local.get $c0))
    (v128.store offset=48 (local.get $out) (local.get $d0))
    (v128.store offset=64 (local.get $out) (local.get $a1))
    (v128.store offset=80 (local.get $out) (local.get $b1))
    (v128.store offset=96 (local.get $out) (local.get $c1))
    (v128.store offset=112 (local.get $out) (local.get $d1))
    (v128.store offset=128 (local.get $out) (local.get $a2))
    (v128.store offset=144 (local.get $out) (local.get $b2))
    (v128.store offset=160 (local.get $out) (local.get $c2))
    (v128.store offset=176 (local.get $out) (local.get $d2))))
