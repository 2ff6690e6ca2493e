;; Sums sixteen int8 columns over the rows that a list of buckets names: the whole arithmetic of the light tier.
;; Built to gather.wasm by build.ts; gather.ts is the same in plain TypeScript, with the same bits.
(module
  (import "light" "memory" (memory 1))

  ;; plane: address of the sixteen columns of row 0. stride: bytes from row to row. mask: rows - 1.
  ;; features: address of u32 buckets. count: how many. out: address of sixteen i32 sums.
  ;; Sums are kept in i16 and widened every 255 rows: 255 * 128 < 2^15.
  (func (export "gather")
    (param $plane i32) (param $stride i32) (param $mask i32)
    (param $features i32) (param $count i32) (param $out i32)
    (local $row v128) (local $low v128) (local $high v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $end i32) (local $stop i32)
    (local.set $end (i32.add (local.get $features) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $chunk
        (br_if $done (i32.ge_u (local.get $features) (local.get $end)))
        (local.set $stop (i32.add (local.get $features) (i32.const 1020)))
        (if (i32.gt_u (local.get $stop) (local.get $end)) (then (local.set $stop (local.get $end))))
        (local.set $low (v128.const i64x2 0 0))
        (local.set $high (v128.const i64x2 0 0))
        (loop $next
          (local.set $row
            (v128.load
              (i32.add
                (local.get $plane)
                (i32.mul
                  (i32.and (i32.load (local.get $features)) (local.get $mask))
                  (local.get $stride)))))
          (local.set $low (i16x8.add (local.get $low) (i16x8.extend_low_i8x16_s (local.get $row))))
          (local.set $high (i16x8.add (local.get $high) (i16x8.extend_high_i8x16_s (local.get $row))))
          (local.set $features (i32.add (local.get $features) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $features) (local.get $stop))))
        (local.set $a (i32x4.add (local.get $a) (i32x4.extend_low_i16x8_s (local.get $low))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.extend_high_i16x8_s (local.get $low))))
        (local.set $c (i32x4.add (local.get $c) (i32x4.extend_low_i16x8_s (local.get $high))))
        (local.set $d (i32x4.add (local.get $d) (i32x4.extend_high_i16x8_s (local.get $high))))
        (br $chunk)))
    (v128.store (local.get $out) (local.get $a))
    (v128.store offset=16 (local.get $out) (local.get $b))
    (v128.store offset=32 (local.get $out) (local.get $c))
    (v128.store offset=48 (local.get $out) (local.get $d))))
