<?php
/** The cryptography of requests and answers: what is covered, how it is sealed. */
class PolycartWire {
    const NAME = 'polycart-bridge-1';
    const PIECE = 262144;

    /** The one suite that this bridge accepts; PHP 5.6 and 7.0 have no GCM. */
    public static function suite() {
        return PHP_VERSION_ID >= 70100 && in_array('aes-256-gcm', array_map('strtolower', openssl_get_cipher_methods()), true) ? 'gcm' : 'ctr';
    }

    /** Read a request's JSON; every member has its exact shape, and there are no others. */
    public static function parse($body) {
        $request = json_decode($body, true, 4);
        polycart_need(is_array($request) && count($request) === 8 && isset($request['bridge'], $request['time']), 'shape');
        polycart_need($request['bridge'] === 1 && is_int($request['time']), 'shape');
        $base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';
        $digits = '0123456789abcdef';
        foreach (array('suite' => 'gmctr', 'nonce' => $digits, 'mac' => $digits, 'key' => $base64, 'sign' => $base64, 'data' => $base64) as $name => $letters) {
            $text = polycart_text($request, $name);
            polycart_need($text !== '' && strspn($text, $letters) === strlen($text), 'shape');
        }
        polycart_need(strlen($request['nonce']) === 32 && strlen($request['mac']) === 64, 'shape');
        return $request;
    }

    /** Refuse what the gateway has not signed, without telling the two checks apart. No part of what is covered can hold a line feed. */
    public static function authenticate($request, $config) {
        $covered = implode("\n", array(self::NAME, 'POST', $request['suite'], $request['time'], $request['nonce'], $request['key'], $request['data']));
        $mac = hash_hmac('sha256', $covered, $config->get('store_key'));
        $signature = (string) base64_decode($request['sign'], true);
        polycart_need(hash_equals($mac, $request['mac'])
            && openssl_verify($covered, $signature, $config->get('gateway_public_key'), OPENSSL_ALGO_SHA256) === 1, 'signature');
    }

    /** The secret of a request, which only this bridge can unwrap. */
    public static function unwrap($request, $config) {
        $secret = '';
        $wrapped = (string) base64_decode($request['key'], true);
        $good = openssl_private_decrypt($wrapped, $secret, $config->get('bridge_private_key'), OPENSSL_PKCS1_OAEP_PADDING);
        polycart_need($good && strlen($secret) === 32, 'key');
        return $secret;
    }

    /** The text of a request. */
    public static function unsealed($request, $secret) {
        $bound = self::bound('request', $request['suite'], $request['nonce'], 0, true);
        return self::open($request['suite'], self::derived($secret, "request\n" . $request['nonce']), 0, $bound, base64_decode($request['data'], true));
    }

    public static function derived($secret, $what) { return hash_hmac('sha256', self::NAME . "\n" . $what, $secret, true); }

    /** What a piece is bound to: direction, suite, request, place, and whether it is the last. */
    public static function bound($direction, $suite, $nonce, $place, $last) {
        return implode("\n", array(self::NAME, $direction, $suite, $nonce, $place, $last ? 'last' : 'more'));
    }

    /** AES-256-CTR with HMAC-SHA256 after it, for both ways. */
    private static function counter($key, $place, $bound, $text, $open) {
        $vector = pack('N4', 0, $place, 0, 0);
        $inner = hash_hmac('sha256', 'cipher', $key, true);
        $sealed = $open ? (string) substr($text, 0, -32) : openssl_encrypt($text, 'aes-256-ctr', $inner, OPENSSL_RAW_DATA, $vector);
        $tag = hash_hmac('sha256', $bound . $vector . $sealed, hash_hmac('sha256', 'mac', $key, true), true);
        if (!$open) { return $sealed . $tag; }
        return hash_equals($tag, (string) substr($text, -32)) ? openssl_decrypt($sealed, 'aes-256-ctr', $inner, OPENSSL_RAW_DATA, $vector) : false;
    }

    public static function seal($suite, $key, $place, $bound, $text) {
        if ($suite !== 'gcm') { return self::counter($key, $place, $bound, $text, false); }
        $tag = '';
        return openssl_encrypt($text, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, pack('N3', 0, 0, $place), $tag, $bound, 16) . $tag;
    }

    public static function open($suite, $key, $place, $bound, $sealed) {
        polycart_need(is_string($sealed) && strlen($sealed) >= ($suite === 'gcm' ? 16 : 32), 'data');
        $text = $suite !== 'gcm' ? self::counter($key, $place, $bound, $sealed, true) : openssl_decrypt((string) substr($sealed, 0, -16), 'aes-256-gcm',
            $key, OPENSSL_RAW_DATA, pack('N3', 0, 0, $place), substr($sealed, -16), $bound);
        polycart_need($text !== false, 'data');
        return $text;
    }

    public static function random($bytes) {
        if (function_exists('random_bytes')) { return random_bytes($bytes); }
        $random = openssl_random_pseudo_bytes($bytes, $strong);
        polycart_need($random !== false && $strong, 'random');
        return $random;
    }
}

/** An answer on its way: text goes in, sealed pieces go out as soon as they are full. */
class PolycartAnswer {
    private $suite, $nonce, $key, $head, $most;
    private $text = '', $place = 0, $size = 0, $whole = true;  // whether the text ends with a whole line

    public function __construct($suite, $nonce, $secret, $config) {
        $second = PolycartWire::random(32);
        $wrapped = '';
        polycart_need(openssl_public_encrypt($second, $wrapped, $config->get('gateway_public_key'), OPENSSL_PKCS1_OAEP_PADDING), 'keys');
        list($this->suite, $this->nonce, $this->most) = array($suite, $nonce, $config->get('answer_bytes'));
        $this->key = PolycartWire::derived($secret, "answer\n" . $nonce . "\n" . $second);
        $head = array('nonce' => $nonce, 'suite' => $suite, 'key' => base64_encode($wrapped));
        $this->head = 'polycart-answer-1 ' . json_encode($head, JSON_UNESCAPED_SLASHES) . "\n";
    }

    public function write($text) {
        $this->size += strlen($text);
        polycart_need($this->size <= $this->most, 'too_large', 'The answer is larger than the bridge may send.');
        $this->text .= $text;
        $this->whole = substr($text, -1) === "\n";
        while (strlen($this->text) >= PolycartWire::PIECE) {
            $this->emit((string) substr($this->text, 0, PolycartWire::PIECE), false);
            $this->text = (string) substr($this->text, PolycartWire::PIECE);
        }
    }

    /** The object that closes every answer; it is sent also where the answer has become too large. */
    public function close($object) {
        $this->most = PHP_INT_MAX;
        $this->write(($this->whole ? '' : "\n") . json_encode($object, JSON_UNESCAPED_SLASHES) . "\n");
        $this->emit($this->text, true);
    }

    private function emit($text, $last) {
        $bound = PolycartWire::bound('answer', $this->suite, $this->nonce, $this->place, $last);
        $piece = PolycartWire::seal($this->suite, $this->key, $this->place, $bound, gzdeflate($text, 5));
        if ($this->place++ === 0) { polycart_clean_output('application/octet-stream'); echo $this->head; }
        echo pack('N', strlen($piece)), $last ? "\1" : "\0", $piece;
        flush();
    }
}

/** Throw away what was printed by the shop's own code, and say what follows. */
function polycart_clean_output($type) {
    while (ob_get_level() > 0 && ob_end_clean()) { continue; }
    foreach (headers_sent() ? array() : array('Content-Type: ' . $type, 'Cache-Control: no-store', 'X-Content-Type-Options: nosniff') as $line) { header($line); }
}
