;; The inner loops of training: sum the rows of a text and step them down a gradient, for the shared embedding
;; (sum, step) and for the sparse tables (sumQuads, stepQuads). Built to embed.wasm by build.ts.
(module
  (import "light" "memory" (memory 1))

  ;; out[d] = sum over features of table[feature][d]. width: bytes of a row, a multiple of 64.
  (func (export "sum")
    (param $features i32) (param $count i32) (param $table i32) (param $width i32) (param $out i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $at i32) (local $end i32) (local $block i32) (local $row i32)
    (local.set $end (i32.add (local.get $features) (i32.shl (local.get $count) (i32.const 2))))
    (loop $blocks
      (local.set $a (v128.const i64x2 0 0))
      (local.set $b (v128.const i64x2 0 0))
      (local.set $c (v128.const i64x2 0 0))
      (local.set $d (v128.const i64x2 0 0))
      (local.set $at (local.get $features))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $row
            (i32.add
              (i32.add (local.get $table) (local.get $block))
              (i32.mul (i32.load (local.get $at)) (local.get $width))))
          (local.set $a (f32x4.add (local.get $a) (v128.load (local.get $row))))
          (local.set $b (f32x4.add (local.get $b) (v128.load offset=16 (local.get $row))))
          (local.set $c (f32x4.add (local.get $c) (v128.load offset=32 (local.get $row))))
          (local.set $d (f32x4.add (local.get $d) (v128.load offset=48 (local.get $row))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br $next)))
      (local.set $row (i32.add (local.get $out) (local.get $block)))
      (v128.store (local.get $row) (local.get $a))
      (v128.store offset=16 (local.get $row) (local.get $b))
      (v128.store offset=32 (local.get $row) (local.get $c))
      (v128.store offset=48 (local.get $row) (local.get $d))
      (local.set $block (i32.add (local.get $block) (i32.const 64)))
      (br_if $blocks (i32.lt_u (local.get $block) (local.get $width)))))

  ;; For each feature: squares[feature] += size; table[feature] -= rate / sqrt(squares[feature]) * gradient.
  (func (export "step")
    (param $features i32) (param $count i32) (param $table i32) (param $width i32)
    (param $gradient i32) (param $squares i32) (param $size f32) (param $rate f32)
    (local $end i32) (local $row i32) (local $stop i32) (local $from i32) (local $square i32)
    (local $grown f32) (local $factor v128)
    (local.set $end (i32.add (local.get $features) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $features) (local.get $end)))
        (local.set $row (i32.load (local.get $features)))
        (local.set $square (i32.add (local.get $squares) (i32.shl (local.get $row) (i32.const 2))))
        (local.set $grown (f32.add (f32.load (local.get $square)) (local.get $size)))
        (f32.store (local.get $square) (local.get $grown))
        (local.set $factor (f32x4.splat (f32.div (local.get $rate) (f32.sqrt (local.get $grown)))))
        (local.set $row (i32.add (local.get $table) (i32.mul (local.get $row) (local.get $width))))
        (local.set $stop (i32.add (local.get $row) (local.get $width)))
        (local.set $from (local.get $gradient))
        (loop $lanes
          (v128.store (local.get $row)
            (f32x4.sub
              (v128.load (local.get $row))
              (f32x4.mul (local.get $factor) (v128.load (local.get $from)))))
          (local.set $row (i32.add (local.get $row) (i32.const 16)))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br_if $lanes (i32.lt_u (local.get $row) (local.get $stop))))
        (local.set $features (i32.add (local.get $features) (i32.const 4)))
        (br $next))))

  ;; Sparse tables have rows of quads; a quad is 48 bytes: four weights, four sums of squares, four ratios.
  ;; out[quad] = sum over features of the weights of that quad. width: bytes of a row, 48 * quads.
  (func (export "sumQuads")
    (param $features i32) (param $count i32) (param $mask i32) (param $table i32) (param $width i32) (param $out i32)
    (local $sum v128) (local $at i32) (local $end i32) (local $quad i32)
    (local.set $end (i32.add (local.get $features) (i32.shl (local.get $count) (i32.const 2))))
    (loop $quads
      (local.set $sum (v128.const i64x2 0 0))
      (local.set $at (local.get $features))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $sum
            (f32x4.add
              (local.get $sum)
              (v128.load
                (i32.add
                  (i32.add (local.get $table) (local.get $quad))
                  (i32.mul (i32.and (i32.load (local.get $at)) (local.get $mask)) (local.get $width))))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br $next)))
      (v128.store (local.get $out) (local.get $sum))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (local.set $quad (i32.add (local.get $quad) (i32.const 48)))
      (br_if $quads (i32.lt_u (local.get $quad) (local.get $width)))))

  ;; AdaGrad: squares += gradient^2; weights -= rate * ratio * gradient / sqrt(squares), for every quad of a row.
  (func (export "stepQuads")
    (param $features i32) (param $count i32) (param $mask i32) (param $table i32) (param $width i32)
    (param $gradient i32) (param $rate f32)
    (local $end i32) (local $row i32) (local $stop i32) (local $from i32) (local $factor v128)
    (local $g v128) (local $grown v128)
    (local.set $factor (f32x4.splat (local.get $rate)))
    (local.set $end (i32.add (local.get $features) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $features) (local.get $end)))
        (local.set $row
          (i32.add
            (local.get $table)
            (i32.mul (i32.and (i32.load (local.get $features)) (local.get $mask)) (local.get $width))))
        (local.set $stop (i32.add (local.get $row) (local.get $width)))
        (local.set $from (local.get $gradient))
        (loop $quads
          (local.set $g (v128.load (local.get $from)))
          (local.set $grown
            (f32x4.add (v128.load offset=16 (local.get $row)) (f32x4.mul (local.get $g) (local.get $g))))
          (v128.store offset=16 (local.get $row) (local.get $grown))
          (v128.store (local.get $row)
            (f32x4.sub
              (v128.load (local.get $row))
              (f32x4.div
                (f32x4.mul
                  (f32x4.mul (local.get $factor) (v128.load offset=32 (local.get $row)))
                  (local.get $g))
                (f32x4.sqrt (local.get $grown)))))
          (local.set $row (i32.add (local.get $row) (i32.const 48)))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br_if $quads (i32.lt_u (local.get $row) (local.get $stop))))
        (local.set $features (i32.add (local.get $features) (i32.const 4)))
        (br $next)))))
