<?php
/** The cryptography of requests and answers: what is covered, how it is sealed. */
class PolycartWire {
    const NAME = 'polycart-bridge-1';
    const PIECE = 262144;

    /** The one suite that this bridge accepts; PHP 5.6 and 7.0 have no GCM. A test may set it. */
    public static $suite = null;

    public static function suite() {
        if (self::$suite === null) {
            $known = array_map('strtolower', openssl_get_cipher_methods());
            self::$suite = PHP_VERSION_ID >= 70100 && in_array('aes-256-gcm', $known, true) ? 'gcm' : 'ctr';
        }
        return self::$suite;
    }

    /** The text that HMAC and signature of a request cover. No part can hold a line feed. */
    public static function covered($request) {
        return implode("\n", array(self::NAME, 'POST', $request['suite'], $request['time'], $request['nonce'], $request['key'], $request['data']));
    }

    /** Read a request's JSON; every member has its exact shape, and there are no others. */
    public static function parse($body) {
        $request = json_decode($body, true, 4);
        $shapes = array('suite' => '/^(gcm|ctr)\z/', 'nonce' => '/^[0-9a-f]{32}\z/', 'mac' => '/^[0-9a-f]{64}\z/',
            'key' => '~^[A-Za-z0-9+/=]{100,2000}\z~', 'sign' => '~^[A-Za-z0-9+/=]{100,2000}\z~', 'data' => '');
        if (!is_array($request) || count($request) !== 8 || !isset($request['bridge'], $request['time'])
            || $request['bridge'] !== 1 || !is_int($request['time'])) {
            throw new PolycartRefusal('shape');
        }
        foreach ($shapes as $name => $shape) {
            if (!isset($request[$name]) || !is_string($request[$name]) || ($shape !== '' && !preg_match($shape, $request[$name]))) {
                throw new PolycartRefusal('shape');
            }
        }
        // A pattern over megabytes may exceed PCRE's limits and then pass or fail for the wrong reason.
        if (strspn($request['data'], 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=') !== strlen($request['data'])) {
            throw new PolycartRefusal('shape');
        }
        return $request;
    }

    /** Refuse what the gateway has not signed, without telling the two checks apart. */
    public static function authenticate($request, $config) {
        $covered = self::covered($request);
        $mac = hash_hmac('sha256', $covered, $config->get('store_key'));
        $signature = base64_decode($request['sign'], true);
        if (!hash_equals($mac, $request['mac']) || $signature === false
            || openssl_verify($covered, $signature, $config->get('gateway_public_key'), OPENSSL_ALGO_SHA256) !== 1) {
            throw new PolycartRefusal('signature');
        }
    }

    /** The secret of a request, which only this bridge can unwrap. */
    public static function unwrap($request, $config) {
        $secret = '';
        $wrapped = base64_decode($request['key'], true);
        if ($wrapped === false || !openssl_private_decrypt($wrapped, $secret, $config->get('bridge_private_key'),
            OPENSSL_PKCS1_OAEP_PADDING) || strlen($secret) !== 32) {
            throw new PolycartRefusal('key');
        }
        return $secret;
    }

    public static function requestKey($secret, $nonce) { return hash_hmac('sha256', self::NAME . "\nrequest\n" . $nonce, $secret, true); }

    public static function answerKey($secret, $nonce, $second) {
        return hash_hmac('sha256', self::NAME . "\nanswer\n" . $nonce . "\n" . $second, $secret, true);
    }

    /** What a piece is bound to: direction, suite, request, place, and whether it is the last. */
    public static function bound($direction, $suite, $nonce, $place, $last) {
        return implode("\n", array(self::NAME, $direction, $suite, $nonce, $place, $last ? 'last' : 'more'));
    }

    public static function seal($suite, $key, $place, $bound, $text) {
        if ($suite === 'gcm') {
            $tag = '';
            $sealed = openssl_encrypt($text, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, pack('N3', 0, 0, $place), $tag, $bound, 16);
            return $sealed . $tag;
        }
        $vector = pack('N4', 0, $place, 0, 0);
        $sealed = openssl_encrypt($text, 'aes-256-ctr', hash_hmac('sha256', 'cipher', $key, true), OPENSSL_RAW_DATA, $vector);
        return $sealed . hash_hmac('sha256', $bound . $vector . $sealed, hash_hmac('sha256', 'mac', $key, true), true);
    }

    public static function open($suite, $key, $place, $bound, $sealed) {
        $size = $suite === 'gcm' ? 16 : 32;
        if (!is_string($sealed) || strlen($sealed) < $size) { throw new PolycartRefusal('data'); }
        $tag = substr($sealed, -$size);
        $sealed = (string) substr($sealed, 0, -$size);
        if ($suite === 'gcm') {
            $text = openssl_decrypt($sealed, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, pack('N3', 0, 0, $place), $tag, $bound);
        } else {
            $vector = pack('N4', 0, $place, 0, 0);
            $good = hash_hmac('sha256', $bound . $vector . $sealed, hash_hmac('sha256', 'mac', $key, true), true);
            $text = !hash_equals($good, $tag) ? false : openssl_decrypt($sealed, 'aes-256-ctr',
                hash_hmac('sha256', 'cipher', $key, true), OPENSSL_RAW_DATA, $vector);
        }
        if ($text === false) { throw new PolycartRefusal('data'); }
        return $text;
    }

    public static function random($bytes) {
        if (function_exists('random_bytes')) { return random_bytes($bytes); }
        $strong = false;
        $random = openssl_random_pseudo_bytes($bytes, $strong);
        if ($random === false || !$strong) { throw new PolycartRefusal('random'); }
        return $random;
    }
}

/** An answer on its way: text goes in, sealed pieces go out as soon as they are full. */
class PolycartAnswer {
    private $suite;
    private $nonce;
    private $key;
    private $head;
    private $most;
    private $text = '';
    private $place = 0;
    private $size = 0;
    private $whole = true;  // whether the text ends with a whole line

    public function __construct($suite, $nonce, $secret, $config) {
        $second = PolycartWire::random(32);
        $wrapped = '';
        if (!openssl_public_encrypt($second, $wrapped, $config->get('gateway_public_key'), OPENSSL_PKCS1_OAEP_PADDING)) {
            throw new PolycartRefusal('keys');
        }
        $this->suite = $suite;
        $this->nonce = $nonce;
        $this->key = PolycartWire::answerKey($secret, $nonce, $second);
        $this->head = 'polycart-answer-1 ' . json_encode(array('nonce' => $nonce, 'suite' => $suite,
            'key' => base64_encode($wrapped)), JSON_UNESCAPED_SLASHES) . "\n";
        $this->most = $config->get('answer_bytes');
    }

    public function write($text) {
        $this->size += strlen($text);
        if ($this->size > $this->most) { throw new PolycartRefusal('too_large', 'The answer is larger than the bridge may send.'); }
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
        if ($this->place === 0) {
            polycart_clean_output('application/octet-stream');
            echo $this->head;
        }
        $this->place++;
        echo pack('N', strlen($piece)), $last ? "\1" : "\0", $piece;
        flush();
    }
}

/** Throw away what was printed by the shop's own code, and say what follows. */
function polycart_clean_output($type) {
    while (ob_get_level() > 0 && ob_end_clean()) { continue; }
    if (!headers_sent()) {
        header('Content-Type: ' . $type);
        header('Cache-Control: no-store');
        header('X-Content-Type-Options: nosniff');
    }
}
